from tradeops.live.models.cursor import PublisherCursor

__all__ = ["PublisherCursor"]
