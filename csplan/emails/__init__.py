"""The drafts that carry the scorecards: one message a head of service, checked before kept."""
