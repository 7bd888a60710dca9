"""Filters of the pages about one's own account."""

from django import template

from accounts.browsers import browser_in_words

register = template.Library()
register.filter(browser_in_words)
