/* The files that are part of the program. */
#include "table.h"

#include "base/embed.h"

#include <string.h>

static void embedded_files_are_found(void)
{
	const struct embedded_file *file = embedded_find(STR("data/iso4217.csv"));

	assert_non_null(file);
	assert_true(str_starts(file->plain, STR("code,minor_digits,name\n")));
	assert_int_equal(file->plain.ptr[file->plain.len], '\0');
	assert_int_equal(strlen(file->etag), 16);
	assert_null(embedded_find(STR("data/iso4217.cs")));
	assert_null(embedded_find(STR("data/iso4217.csvx")));
	assert_null(embedded_find(STR("")));
	assert_null(embedded_find(STR("zzz")));
}

static void embedded_files_are_sorted_and_each_is_found(void)
{
	for (size_t i = 0; i < embedded_file_count; i++) {
		str path = str_from(embedded_files[i].path);

		assert_true(i == 0 || str_cmp(str_from(embedded_files[i - 1].path), path) < 0);
		assert_ptr_equal(embedded_find(path), &embedded_files[i]);
	}
}

static void embedded_folders_are_found(void)
{
	size_t first = embedded_first(STR("data/templates/"));

	assert_true(first < embedded_file_count);
	assert_true(str_starts(str_from(embedded_files[first].path), STR("data/templates/")));
	assert_true(first == 0 ||
		    !str_starts(str_from(embedded_files[first - 1].path), STR("data/templates/")));
	assert_int_equal(embedded_first(STR("nothing/")), embedded_file_count);
	assert_int_equal(embedded_first(STR("zzz")), embedded_file_count);
	assert_int_equal(embedded_first(STR("")), 0);
}

static const struct plain_row tests[] = {
	{ "a file in the program is found by its path", embedded_files_are_found },
	{ "the files are sorted, and each is found", embedded_files_are_sorted_and_each_is_found },
	{ "the files of a folder are found", embedded_folders_are_found },
};

int main(void)
{
	static const struct table tables[] = { PLAIN(tests) };

	return tables_run("embed", tables, COUNT_OF(tables));
}
