"""How a start that cannot go on ends."""


class CannotRun(SystemExit):
    """One line that says what to do; Python prints it to standard error and exits with 1."""
