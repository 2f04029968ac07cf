"""The use cases: each is one function of (command, unit of work, clock, ids) with a frozen result or a refusal."""
