"""The centre: takes in what the offices send, keeps it, and tells each what it may see."""
