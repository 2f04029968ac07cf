// Lists by keyboard: j/k or arrows move, x picks, Enter opens, letters press the button that shows them.
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
  function button(key) {
    var wanted = "[data-key='" + key + "']";
    var own = rows[at] && rows[at].querySelector(wanted);
    return own || Array.prototype.filter.call(document.querySelectorAll(wanted), function (b) { return !b.closest("tr"); })[0];
  }
  function press(one) {
    if (one.tagName === "A") { window.location = one.href; return; }
    var form = one.form;
    var reason = form && one.hasAttribute("data-needs-reason") && form.querySelector("[data-reason]");
    if (reason && !reason.value.trim()) { reason.focus(); return; }
    // who stands on a row and picked nobody means that row
    if (rows[at] && form && counter && !boxes().some(function (box) { return box.checked; })) {
      var box = rows[at].querySelector("td.pick input");
      if (box) { box.checked = true; count(); }
    }
    one.focus();
    one.click();
  }
  if (all) { all.addEventListener("change", function () { boxes().forEach(function (b) { b.checked = all.checked; }); count(); }); }
  document.addEventListener("change", count);
  document.addEventListener("keydown", function (event) {
    var inField = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && event.target.type !== "checkbox";
    if (event.ctrlKey || event.altKey || event.metaKey) { return; }
    if (inField) { if (event.key === "Escape") { event.target.blur(); } return; }
    var key = event.key;
    if (key === "j" || key === "ArrowDown") { go(at + 1); }
    else if (key === "k" || key === "ArrowUp") { go(at - 1); }
    else if (key === "x" && rows[at]) { var box = rows[at].querySelector("td.pick input"); if (box) { box.checked = !box.checked; count(); } }
    else if (key === "Enter" && rows[at] && !/^(BUTTON|A)$/.test(event.target.tagName)) { if (rows[at].dataset.href) { window.location = rows[at].dataset.href; } }
    else {
      var one = /^[a-z]$|^Escape$/.test(key) ? button(key) : null;
      if (!one) { return; }
      press(one);
    }
    event.preventDefault();
  });
  count();
}());
