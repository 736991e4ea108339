"""What a counsellor can do: one function per verb, one transaction per verb."""
