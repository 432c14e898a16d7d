"""The drafts that carry the scorecards: one message a reader, checked, kept, and then sent."""
