"""Windows of their own: questions, sign-in, previews."""
