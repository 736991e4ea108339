"""What the PC and the centre say to each other: PROTOCOL.md in code. No network, no database."""
