"""The engines that judge what csplan writes: recalculation, validation, and a lint of our own.

None of them imports csplan: a judge should not learn from the judged.
"""
