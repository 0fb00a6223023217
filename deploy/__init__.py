"""Running the product on one machine: embedded servers, the process list, the supervisor.

It knows the product only by its commands and its environment, never by importing it.
"""
