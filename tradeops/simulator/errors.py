"""Refusals, with the codes, messages and HTTP statuses of the dialect."""


class VenueError(Exception):
    """A request the venue refuses; nothing was changed."""

    def __init__(self, code: int, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status

    def body(self) -> dict[str, object]:
        return {"code": self.code, "msg": self.message}


def unknown_error() -> VenueError:
    return VenueError(-1000, "An unknown error occurred while processing the request.", 500)


def illegal_characters(parameter: str) -> VenueError:
    legal = r"^([0-9]{1,20})(\.[0-9]{1,20})?$"
    return VenueError(-1100, f"Illegal characters found in parameter '{parameter}'; legal range is '{legal}'.")


def duplicate_parameter() -> VenueError:
    return VenueError(-1101, "Duplicate values for a parameter detected.")


def missing(parameter: str) -> VenueError:
    return VenueError(-1102, f"Mandatory parameter '{parameter}' was not sent, was empty/null, or malformed.")


def not_required(parameter: str) -> VenueError:
    return VenueError(-1106, f"Parameter '{parameter}' sent when not required.")


def too_precise(parameter: str) -> VenueError:
    return VenueError(-1111, f"Parameter '{parameter}' has too much precision.")


def invalid_time_in_force() -> VenueError:
    return VenueError(-1115, "Invalid timeInForce.")


def invalid_order_type() -> VenueError:
    return VenueError(-1116, "Invalid orderType.")


def invalid_side() -> VenueError:
    return VenueError(-1117, "Invalid side.")


def invalid_symbol() -> VenueError:
    return VenueError(-1121, "Invalid symbol.")


def invalid_value(parameter: str) -> VenueError:
    return VenueError(-1130, f"Data sent for parameter '{parameter}' is not valid.")


def filter_failure(name: str) -> VenueError:
    return VenueError(-1013, f"Filter failure: {name}")


def market_closed() -> VenueError:
    return VenueError(-1013, "Market is closed.")


def outside_receive_window() -> VenueError:
    return VenueError(-1021, "Timestamp for this request is outside of the recvWindow.")


def ahead_of_server() -> VenueError:
    return VenueError(-1021, "Timestamp for this request was 1000ms ahead of the server's time.")


def receive_window_too_long() -> VenueError:
    return VenueError(-1131, "'recvWindow' must be less than 60000.")


def invalid_signature() -> VenueError:
    return VenueError(-1022, "Signature for this request is not valid.")


def malformed_key() -> VenueError:
    return VenueError(-2014, "API-key format invalid.", 401)


def unknown_key() -> VenueError:
    return VenueError(-2015, "Invalid API-key, IP, or permissions for action.", 401)


def insufficient_balance() -> VenueError:
    return VenueError(-2010, "Account has insufficient balance for requested action.")


def would_match() -> VenueError:
    return VenueError(-2010, "Order would immediately match and take.")


def duplicate_order() -> VenueError:
    return VenueError(-2010, "Duplicate order sent.")


def cancel_unknown() -> VenueError:
    return VenueError(-2011, "Unknown order sent.")


def order_not_found() -> VenueError:
    return VenueError(-2013, "Order does not exist.")
