"""登记: one person after the other, by keyboard."""
