"""Use cases: one function each, (command, uow, clock, ids) to a frozen result."""
