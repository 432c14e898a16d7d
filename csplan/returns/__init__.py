"""Small workbooks that go out to each service and come back: what its people enter, and no more."""
