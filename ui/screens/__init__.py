"""The pages of the main window, one file a subject."""
