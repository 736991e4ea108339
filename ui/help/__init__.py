"""The help: the pages and keys that F1 shows, and the tour for whoever comes first."""
