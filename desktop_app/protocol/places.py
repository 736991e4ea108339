"""How a change is named by which a PC and the centre see whether they have read the same log."""


def name_of(*, device: str, epoch: int, dseq: int, stamp: str) -> str:
    """The name of a change in a stream. What the centre wrote itself has its number in the stream,
    which another change may have had in an earlier life: so the stamp is part of it."""
    return f"{device}:{epoch}:{dseq}:{stamp}"
