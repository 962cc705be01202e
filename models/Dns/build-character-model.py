#!/usr/bin/env python3
"""Makes character-model.txt: how likely each character of a DNS name is after the two before it, learned from common names.

Usage: build-character-model.py WORDS HOSTNAMES > character-model.txt
  WORDS      Debian package wamerican-small 2020.12.07-2, /usr/share/dict/american-english-small (SCOWL, Kevin Atkinson; may be used,
             copied, modified and distributed for any purpose as long as the copyright notice is kept)
  HOSTNAMES  npm package subquest 1.5.3 (MIT, Ahamed Nafeez), dictionary/top_5000.txt: the 5,000 most common sub-domain names, commonest first

Same input, same bytes. Smoothing is Witten-Bell interpolation (Witten and Bell 1991) of trigrams, bigrams, single characters and a uniform floor; FLOOR of the result is uniform again.
"""
import collections
import math
import sys

SYMBOLS = "abcdefghijklmnopqrstuvwxyz0123456789-_.~"  # '.' ends a label, '~' is any other character
UNIT = 4  # quarter bits
FLOOR = 0.15  # share of "any character at all": without it names that machines make (a1887.dscq) would count twice what random text holds
WORD_WEIGHT = 0.05  # a dictionary word against the least common host name: words are not names, they only fill gaps


def labels(word_file, host_file):
    with open(word_file, encoding="utf-8") as words:
        for line in words:
            word = line.strip().lower()
            if word.isascii() and word.isalpha():
                yield word, WORD_WEIGHT
    with open(host_file, encoding="utf-8") as hosts:
        for rank, line in enumerate(hosts):
            for label in line.strip().lower().split("."):
                if label:
                    yield label, 1 + 20 / (1 + rank / 50)


def main():
    tri = collections.defaultdict(lambda: collections.defaultdict(float))
    for label, weight in labels(sys.argv[1], sys.argv[2]):
        text = ".." + "".join(c if c in SYMBOLS else "~" for c in label) + "."
        for i in range(2, len(text)):
            tri[text[i - 2:i]][text[i]] += weight
    bi = collections.defaultdict(lambda: collections.defaultdict(float))
    uni = collections.defaultdict(float)
    for context in sorted(tri):
        for symbol in sorted(tri[context]):
            bi[context[1]][symbol] += tri[context][symbol]
            uni[symbol] += tri[context][symbol]

    def smooth(counts, below):
        total, kinds = sum(counts[s] for s in sorted(counts)), len(counts)
        return {s: (counts.get(s, 0) + kinds * below[s]) / (total + kinds) for s in SYMBOLS} if total else below

    floor = {s: 1 / len(SYMBOLS) for s in SYMBOLS}
    single = smooth(uni, floor)
    print("# Character model of DNS names, version 1. Made by build-character-model.py; do not edit.")
    print("# Learned from: wamerican-small 2020.12.07-2, american-english-small (SCOWL, Copyright 2000-2011 by Kevin Atkinson, permission to use,")
    print("# copy, modify, distribute and sell for any purpose without fee provided that this notice appears); npm subquest 1.5.3, top_5000.txt (MIT,")
    print("# Copyright (c) 2013 Ahamed Nafeez).")
    print("# Each line: the two characters before, then per character of the alphabet its information in quarter bits, as '!' + quarter bits.")
    print("version 1")
    print("alphabet " + SYMBOLS)
    for first in SYMBOLS:
        for second in SYMBOLS:
            row = smooth(tri.get(first + second, {}), smooth(bi.get(second, {}), single))
            print(first + second + " " + "".join(chr(33 + min(90, round(-math.log2((1 - FLOOR) * row[s] + FLOOR / len(SYMBOLS)) * UNIT))) for s in SYMBOLS))


main()
