"""Lets the tools import the training code one folder up, and the experiments beside it: import this first."""
import os
import sys

TRAINING = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CHECKPOINT = os.path.join(TRAINING, "checkpoint.pt")
PICTURES = os.path.join(TRAINING, "pictures")

sys.path[:0] = [TRAINING, os.path.join(TRAINING, "experiments")]
