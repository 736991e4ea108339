"""What `ui/walkthrough.py` walks with: the hands, a centre of its own, and the day."""
