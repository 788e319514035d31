"""Prints test results as TAP; the check_*.py scripts beside it use it."""
import sys


class Tap:
    def __init__(self):
        self.number = 0
        self.failed = 0

    def check(self, name, problems):
        """One test: passes when `problems` (texts) is empty; otherwise they follow as comments."""
        self.number += 1
        problems = list(problems)
        self.failed += bool(problems)
        print(f"{'not ok' if problems else 'ok'} {self.number} - {name}")
        for problem in problems:
            print(f"# {problem}")

    def end(self):
        print(f"1..{self.number}")
        sys.exit(1 if self.failed or not self.number else 0)
