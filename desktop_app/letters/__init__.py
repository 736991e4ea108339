"""Papers: plain records in, PDF bytes out. One file per paper, nothing written to disk."""
