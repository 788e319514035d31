/* Functions that nobody in this program may call: each has a safer twin in base/. ctx.h includes
 * this page last, so it reaches all code that can fail. */
#ifndef ALUR_BASE_BANNED_H
#define ALUR_BASE_BANNED_H

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat sprintf vsprintf gets strtok atoi atol atoll atof strncpy strncat
#pragma GCC poison rand srand drand48 localtime gmtime ctime asctime setlocale

#endif
