"""What the centre does: one use case a function of (command, transaction, context)."""
