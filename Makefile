# Everything a developer or a CI machine calls. `make demo` and `make test` need nothing done before.
PYTHON := .venv/bin/python
WORKERS ?= 2
export QT_QPA_PLATFORM ?= $(if $(DISPLAY)$(WAYLAND_DISPLAY),,offscreen)

.PHONY: help setup demo run test lint types check faults faults-release soak bench monkey screens diagram build clean

help: ## 列出全部命令 / list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 24

setup: ## 准备运行环境(其他命令会自动做) / prepare this checkout (the others do it themselves)
	@tools/setup.sh

demo: setup ## 从头到尾演示一天的工作,结果在 demo-out/ / run a whole field day, results in demo-out/
	$(PYTHON) -m ui.demo demo-out

run: setup ## 打开登记程序 / open the desktop program
	$(PYTHON) -m fieldapp run

test: setup ## 运行全部测试 / run all tests
	$(PYTHON) -m pytest -n $(WORKERS) --cov

lint: setup
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types: setup
	$(PYTHON) -m mypy
	$(PYTHON) -m mypy --platform win32 --cache-dir .mypy_cache/win32
	$(PYTHON) -m mypy tools/*.py benchmarks/*.py
	$(PYTHON) -m mypy -p tests.faults -p tests.support

check: lint types test ## 代码检查、类型、测试与覆盖率 / linters, types, tests, coverage limits
	$(PYTHON) tools/coverage_limits.py

faults: setup ## 断电、断网、重放等故障演练 / kills, cuts, replays, restores
	$(PYTHON) -m pytest -m faults tests/faults -s -p no:randomly -o faulthandler_timeout=0

faults-release: setup ## 发布前的大规模故障演练 (MINUTES= SEED= RESUME=1) / the same at release size, for so long
	FAULTS_MINUTES=$(or $(MINUTES),60) FAULTS_SEED=$(or $(SEED),1) FAULTS_RESUME=$(RESUME) \
	$(PYTHON) -m pytest -m faults tests/faults -s -p no:randomly -o faulthandler_timeout=0

soak: setup ## 长时间连续工作 (MINUTES=) / a long day in one window: memory, files, threads, lag
	SOAK_MINUTES=$(or $(MINUTES),60) $(PYTHON) -m pytest -m faults tests/faults/test_soak.py -s -q -p no:randomly

monkey: setup ## 乱按键测试 (MINUTES= SEED=) / a random-key monkey for so long
	MONKEY_MINUTES=$(or $(MINUTES),10) MONKEY_SEED=$(or $(SEED),1) $(PYTHON) -m pytest -n 0 -q tests/ui/test_monkey.py -k breaks_nothing -o faulthandler_timeout=0

bench: setup ## 性能数字,每行一个 JSON / figures, one JSON line each
	@$(PYTHON) -m benchmarks

screens: setup ## 每个页面和状态的截图与总览,在 screens/ / pictures and contact sheets of every state in every look
	$(PYTHON) -m ui.robots.screens screens/

diagram: setup ## 从真实的导入关系更新架构图 / renew the diagram in docs/architecture.md
	$(PYTHON) tools/diagram.py

build: setup ## 打包成文件夹 dist/fieldapp 并自检 / package into dist/fieldapp and self-test it
	$(PYTHON) -m PyInstaller --noconfirm --clean --log-level WARN build.spec
	dist/fieldapp/fieldapp self-test --json

clean: ## 删除生成的文件 / remove what was generated
	rm -rf build dist demo-out screens .faults .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis
