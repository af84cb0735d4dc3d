"""A fault: something that cannot be done, said in one sentence."""

from functools import partial


class Fault(Exception):
    """What was wrong, where, and the next step; a person reads it and can act.

    Args:
        what: what was wrong, without a full stop.
        where: the file, setting or place; may be empty.
        next_step: what to do about it, without a full stop.
    """

    def __init__(self, what: str, *, where: str = "", next_step: str) -> None:
        self.what, self.where, self.next_step = what, where, next_step
        super().__init__(f"{where + ': ' if where else ''}{what}. {next_step[0].upper()}{next_step[1:]}.")

    def __reduce__(self) -> tuple[object, ...]:
        # As it is, an exception is remade from its message alone, and would be lost between two processes.
        return partial(Fault, self.what, where=self.where, next_step=self.next_step), ()
