/* What people call the columns of their files. */
#include "table.h"

#include "exchange/header_words.h"
#include "exchange/map.h"

static const struct column deal_columns[] = {
	{ .name = "title" },
	{ .name = "amount" },
	{ .name = "company" },
	{ .name = "expected_close" },
	{ .name = "custom.nomor_po", .special = COLUMN_CUSTOM, .doc = "Nomor PO" },
};
static const struct column company_columns[] = { { .name = "name" }, { .name = "city" } };

static struct columns columns_of(enum kind_id kind)
{
	if (kind == KIND_COMPANIES)
		return (struct columns){ company_columns, COUNT_OF(company_columns), { 0 } };
	return (struct columns){ deal_columns, COUNT_OF(deal_columns), { 0 } };
}

struct header_row {
	const char *name;
	enum kind_id kind;
	const char *header;
	const char *column; /* NULL: none */
};

static const struct header_row headers[] = {
	{ "an English word", KIND_DEALS, "Deal name", "title" },
	{ "an Indonesian word", KIND_DEALS, "Nilai", "amount" },
	{ "words apart by an underscore", KIND_DEALS, "tanggal_closing", "expected_close" },
	{ "a word with a star", KIND_DEALS, "Judul *", "title" },
	{ "a customer of a deal is its company", KIND_DEALS, "Pelanggan", "company" },
	{ "a customer in a file of companies is the row itself", KIND_COMPANIES, "Pelanggan",
	  "name" },
	{ "a field of one's own by its name", KIND_DEALS, "nomor PO", "custom.nomor_po" },
	{ "a word of a column that this kind has not", KIND_DEALS, "Kota", NULL },
	{ "a word that says nothing", KIND_DEALS, "Ruang", NULL },
	{ "a word only by its beginning", KIND_DEALS, "Nilai tukar", NULL },
	{ "no header", KIND_DEALS, "", NULL },
};

static void header_means(void **row)
{
	const struct header_row *r = *row;
	LOCAL(local);
	struct columns columns = columns_of(r->kind);
	str normal = header_normal(&local.arena, str_from(r->header));
	const struct header_asked asked = { .kind = &kinds[r->kind],
					    .columns = &columns,
					    .header = normal };
	int place = header_meant(&local.cx, &asked);

	assert_text(place < 0 ? (str){ NULL, 0 } : str_from(columns.list[place].name), r->column);
}

static const struct header_row weak_headers[] = {
	{ "a word that is not sure", KIND_COMPANIES, "Lokasi", "city" },
	{ "a sure word does not count twice", KIND_DEALS, "Nilai", NULL },
	{ "a field of one's own neither", KIND_DEALS, "nomor PO", NULL },
};

static void header_means_weakly(void **row)
{
	const struct header_row *r = *row;
	LOCAL(local);
	struct columns columns = columns_of(r->kind);
	str normal = header_normal(&local.arena, str_from(r->header));
	struct header_asked asked = {
		.kind = &kinds[r->kind], .columns = &columns, .header = normal, .weakly = true
	};
	int place = header_meant(&local.cx, &asked);

	assert_text(place < 0 ? (str){ NULL, 0 } : str_from(columns.list[place].name), r->column);
	asked.weakly = false;
	assert_true(place < 0 || header_meant(&local.cx, &asked) < 0);
}

struct closing_row {
	const char *name;
	const char *header;
	bool means;
};

static const struct closing_row closings[] = {
	{ "one day for the plan and for what came of it", "close date", true },
	{ "the same in Indonesian", "tanggal closing", true },
	{ "a day that is only planned", "expected close date", false },
	{ "a day that is only past", "closed date", false },
};

static void means_closing(void **row)
{
	const struct closing_row *r = *row;

	assert_int_equal(header_means_closing(str_from(r->header)), r->means);
}

int main(void)
{
	static const struct table tables[] = { TABLE(headers, header_means),
					       TABLE(weak_headers, header_means_weakly),
					       TABLE(closings, means_closing) };

	return tables_run("header_words", tables, COUNT_OF(tables));
}
