"""Evaluation without a judge model: question sets, metrics, reports. Imports kb; kb never imports this."""
