"""How this PC and the centre come to agree again after one of them was put back to an earlier day:
the centre from a backup, the PC's file by hand, or the file copied to a second PC.

What is seen in `hello` is looked at here, one thing at a time, and mended in this PC's file; nobody
has to be asked, and nothing is taken away. What the marks and the log are is `storage`'s.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from desktop_app.domain.faults import MachineCopied
from desktop_app.domain.money import show_number
from desktop_app.protocol.encoding import START
from desktop_app.protocol.messages import HelloAnswer
from desktop_app.storage import new_epoch, standing
from desktop_app.storage.another_device import become_another
from desktop_app.storage.change_log import ExchangeState
from desktop_app.storage.store import Store
from desktop_app.sync.client import CentreClient
from desktop_app.sync.lanes import OnStore

PUT_BACK = (
    "Tệp dữ liệu của máy này là bản của một ngày trước (vừa được chép hoặc khôi phục bằng tay). "
    "Máy đã nhận lại những gì từng gửi, gửi tiếp phần chưa gửi và lấy số máy mới cho phiếu."
)
"""What is told where a file was put back by hand."""


def refilled_sentence(count: int) -> str:
    """What is told when a restored centre has got everything back."""
    return (
        "Trung tâm vừa được khôi phục từ bản sao lưu; máy đã gửi lại "
        f"{show_number(count)} thay đổi."
    )


@dataclass(frozen=True, slots=True)
class Rejoined:
    """One thing was mended, and hello has to be asked again; `notice` is what to tell of it."""

    notice: str = ""


def rejoin(
    store: Store,
    client: CentreClient,
    state: ExchangeState,
    hello: HelloAnswer,
    *,
    on_store: OnStore,
) -> Rejoined | None:
    """Mend the first thing that is not as it should be; None where all is. Raises MachineCopied."""
    if is_restored(state, hello):
        on_store(partial(_note_restored, store, hello, _same_up_to(state, hello)))
        _send_again(store, client, state, hello, on_store=on_store)
        return Rejoined()
    if hello.epoch > state.epoch:
        return _go_on_after(store, state, hello, on_store=on_store)
    if _has_less(state, hello):
        on_store(partial(_note_restored, store, hello, None))
        _send_again(store, client, state, hello, on_store=on_store)
        return Rejoined()
    if _is_another_log(state, hello):
        on_store(partial(break_off, store, above=hello.epoch))
        return Rejoined(PUT_BACK)
    return None


def is_restored(state: ExchangeState, hello: HelloAnswer) -> bool:
    """Whether the centre is in another life than it was read in, or behind what was read."""
    behind = any(head < state.cursors.get(name, 0) for name, head in hello.heads.items())
    return behind or state.server_epoch not in ("", hello.server_epoch)


def break_off(store: Store, *, above: int) -> None:
    """Go on in an epoch of one's own: the file does not continue what the centre has."""
    with store.apply() as transaction:
        standing.break_off(transaction, above=above)


def read_all_again(store: Store, hello: HelloAnswer) -> None:
    """The centre's log is not what was read so far, and nothing says up to where it is the same."""
    _note_restored(store, hello, None)


def _same_up_to(state: ExchangeState, hello: HelloAnswer) -> Mapping[str, int] | None:
    return hello.restored_heads if state.server_epoch in hello.earlier_lives else None


def _note_restored(store: Store, hello: HelloAnswer, same_up_to: Mapping[str, int] | None) -> None:
    with store.apply() as transaction:
        standing.centre_is_restored(
            transaction, server_epoch=hello.server_epoch, same_up_to=same_up_to
        )


def _send_again(
    store: Store,
    client: CentreClient,
    state: ExchangeState,
    hello: HelloAnswer,
    *,
    on_store: OnStore,
) -> None:
    """From where the centre stands in the latest epoch it knows of this PC."""
    other = 0 < hello.epoch != state.epoch
    known = client.hello(epoch=hello.epoch) if other else hello

    def note() -> None:
        with store.apply() as transaction:
            standing.send_again(
                transaction,
                epoch=hello.epoch if other else state.epoch,
                dseq=known.next_dseq - 1,
                chain=known.chain,
            )

    on_store(note)


def _go_on_after(
    store: Store, state: ExchangeState, hello: HelloAnswer, *, on_store: OnStore
) -> Rejoined:
    """A later epoch of this PC has begun elsewhere. One that was restored goes on after it; a file
    put back by hand begins one itself. Where that has been closed too, another PC goes on with the
    same file, and this one becomes a PC of its own."""

    def go_on() -> str:
        with store.apply() as transaction:
            if new_epoch.begin_after(transaction, hello.epoch):
                return ""
            if state.broke_epoch != state.epoch:
                standing.break_off(transaction, above=hello.epoch)
                return PUT_BACK
            become_another(transaction)
            return MachineCopied.sentence

    notice = on_store(go_on)
    if notice == MachineCopied.sentence:
        raise MachineCopied
    return Rejoined(notice)


def _has_less(state: ExchangeState, hello: HelloAnswer) -> bool:
    """Whether the centre has lost what it had acknowledged, though it does not say so."""
    lost_epoch = 0 < hello.epoch < state.epoch and state.acked_dseq > 0
    return lost_epoch or hello.next_dseq - 1 < state.acked_dseq


def _is_another_log(state: ExchangeState, hello: HelloAnswer) -> bool:
    """Whether the centre has something of this epoch that is not of this file."""
    place = hello.next_dseq - 1
    if place > state.last_dseq:
        return True
    return place == state.acked_dseq and hello.chain != (state.chain or START)
