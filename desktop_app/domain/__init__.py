"""The ground floor: records, checks, states, Vietnamese text and code lists. Plain Python."""
