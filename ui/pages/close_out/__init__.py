"""收摊: what is left, the stack of papers, approvals, rolls, report and backup, and closing itself."""
