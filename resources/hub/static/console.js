// The review list by keyboard: j/k or arrows move, x picks, Enter opens, a approves what is picked.
(function () {
  "use strict";
  var rows = Array.prototype.slice.call(document.querySelectorAll("tr[data-href]"));
  var at = -1;
  var all = document.querySelector("[data-all]");
  var counter = document.querySelector("[data-picked]");

  function boxes() { return Array.prototype.slice.call(document.querySelectorAll("td.pick input")); }
  function count() {
    if (!counter) { return; }
    var n = boxes().filter(function (box) { return box.checked; }).length;
    counter.textContent = counter.dataset.picked.replace("{n}", n);
  }
  function go(to) {
    if (!rows.length) { return; }
    if (rows[at]) { rows[at].classList.remove("here"); }
    at = Math.max(0, Math.min(rows.length - 1, to));
    rows[at].classList.add("here");
    rows[at].scrollIntoView({ block: "nearest" });
  }
  if (all) { all.addEventListener("change", function () { boxes().forEach(function (b) { b.checked = all.checked; }); count(); }); }
  document.addEventListener("change", count);
  document.addEventListener("keydown", function (event) {
    var inField = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && event.target.type !== "checkbox";
    if (inField || event.ctrlKey || event.altKey || event.metaKey) { return; }
    var key = event.key;
    if (key === "j" || key === "ArrowDown") { go(at + 1); }
    else if (key === "k" || key === "ArrowUp") { go(at - 1); }
    else if (key === "x" && rows[at]) { var box = rows[at].querySelector("input"); if (box) { box.checked = !box.checked; count(); } }
    else if (key === "Enter" && rows[at] && event.target.tagName !== "BUTTON") { window.location = rows[at].dataset.href; }
    else {
      var button = document.querySelector("[data-key='" + key + "']");
      if (!button) { return; }
      button.tagName === "A" ? (window.location = button.href) : button.focus() || button.click();
    }
    event.preventDefault();
  });
  count();
}());
