/* How alike two names are; for finding duplicates (duplicates.c). */
#ifndef ALUR_PIPELINE_DUPLICATE_SCORE_H
#define ALUR_PIPELINE_DUPLICATE_SCORE_H

#include "base/str.h"

#include <stdint.h>

enum { DUPLICATE_SCORE_MAX = 10000, DUPLICATE_SCORE_LIKE = 7000 };

/* Likeness of two folded names (company_match_key() or utf8_fold()) in basis points, 0..10000, rounded
 * down; 10000 for equal names, 0 when one is empty. It is the larger of
 *   spelling  1 − d ÷ n, where d is the optimal string alignment distance (insertions, deletions,
 *             substitutions, swaps of neighbours) and n the length of the longer name, both in bytes:
 *             finds typing errors;
 *   words     Dice coefficient 2·|A∩B| ÷ (|A| + |B|) of the multisets of trigrams of the words, a
 *             space before and after each word: finds words in another order or left out.
 * but at most
 *   rests     the spelling of the words that the names do not share, where they share some and each has
 *             others: a long family name that two people have does not make them one. 0 when the rests
 *             begin with different letters, no bound when one begins the other ("S" and "Santoso").
 *             Old spelling and new are one here (Djoko, Joko), at a word's beginning also J and Y, hard C and K.
 * Only the first 64 bytes of each name count. Sources: F. Damerau (CACM 7, 1964); L. Dice (Ecology 26,
 * 1945). */
int64_t duplicate_score(str a, str b);

#endif
