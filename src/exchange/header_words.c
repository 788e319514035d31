/* The words for columns that spreadsheets have in English and Indonesian. Headers of other programs' exports
 * are presets (preset.c); how a header is taken: map.c. */
#include "exchange/header_words.h"

#include "exchange/map.h"

enum { MOST_WORDS = 20 };

#define OF(id) (1U << (id))
#define OF_PEOPLE (OF(KIND_CONTACTS) | OF(KIND_LEADS) | OF(KIND_USERS))
#define OF_ALL (~0U)

/* One word may mean different columns in files of different kinds: a customer is the company of a deal, and
 * the name in a file of companies. */
static const struct meaning {
	const char *column;
	unsigned kinds;
	const char *words[MOST_WORDS];
} meanings[] = {
	{ "title",
	  OF(KIND_DEALS),
	  { "name", "deal", "deal name", "deal title", "opportunity", "opportunity name", "project",
	    "project name", "judul", "nama", "nama deal", "judul deal", "peluang", "nama peluang",
	    "proyek", "nama proyek", "pekerjaan" } },
	{ "name",
	  OF(KIND_COMPANIES),
	  { "company", "company name", "organisation", "organization", "account", "account name",
	    "customer", "customer name", "client", "nama", "perusahaan", "nama perusahaan",
	    "pelanggan", "nama pelanggan", "klien", "instansi", "nama instansi" } },
	{ "name",
	  OF_PEOPLE,
	  { "full name", "contact", "contact name", "contact person", "person", "lead", "lead name",
	    "nama", "nama lengkap", "kontak", "nama kontak", "nama lead" } },
	{ "name",
	  OF(KIND_PRODUCTS),
	  { "product", "product name", "item", "item name", "nama", "produk", "nama produk",
	    "barang", "nama barang" } },
	{ "first_name", OF_ALL, { "given name", "nama depan" } },
	{ "last_name", OF_ALL, { "surname", "family name", "nama belakang" } },
	{ "company_name",
	  OF(KIND_LEADS),
	  { "company", "organisation", "organization", "account", "customer", "perusahaan",
	    "nama perusahaan", "instansi" } },
	{ "company",
	  OF_ALL,
	  { "company name", "organisation", "organization", "account", "account name", "customer",
	    "customer name", "client", "perusahaan", "nama perusahaan", "pelanggan",
	    "nama pelanggan", "klien", "instansi", "nama instansi" } },
	{ "job_title", OF_PEOPLE, { "title", "position", "jabatan", "posisi" } },
	{ "email",
	  OF_ALL,
	  { "e-mail", "email address", "e-mail address", "surel", "alamat email" } },
	{ "phone",
	  OF_ALL,
	  { "phone number", "mobile", "mobile phone", "telephone", "whatsapp", "telepon",
	    "no telepon", "no. telepon", "nomor telepon", "telp", "no telp", "no. telp", "hp",
	    "no hp", "no. hp", "nomor hp", "no wa", "no. wa" } },
	{ "domain", OF_ALL, { "website", "web site", "web", "situs", "situs web" } },
	{ "industry", OF_ALL, { "sector", "industri", "sektor", "bidang usaha" } },
	{ "address", OF_ALL, { "street", "street address", "alamat", "alamat lengkap" } },
	{ "city", OF_ALL, { "kota", "kota/kabupaten", "kabupaten/kota" } },
	{ "country", OF_ALL, { "negara" } },
	{ "employees", OF_ALL, { "number of employees", "karyawan", "jumlah karyawan" } },
	{ "revenue", OF_ALL, { "annual revenue", "pendapatan", "pendapatan tahunan", "omzet" } },
	{ "founded", OF_ALL, { "year founded", "tahun berdiri" } },
	{ "amount",
	  OF_ALL,
	  { "value", "deal value", "total", "total value", "nilai", "nilai deal", "nilai proyek",
	    "jumlah", "harga", "nominal" } },
	{ "currency", OF_ALL, { "mata uang" } },
	{ "stage", OF_ALL, { "deal stage", "pipeline stage", "tahap", "tahapan" } },
	{ "owner",
	  OF_ALL,
	  { "deal owner", "salesperson", "sales person", "sales rep", "sales", "assigned to",
	    "pemilik", "penanggung jawab", "pic", "nama sales" } },
	{ "expected_close",
	  OF_ALL,
	  { "close date", "closing date", "expected close date", "expected closing",
	    "perkiraan tutup", "tanggal tutup", "target tutup", "perkiraan closing",
	    "tanggal closing", "target closing" } },
	{ "closed_on",
	  OF_ALL,
	  { "closed date", "actual close date", "ditutup pada", "tanggal selesai" } },
	{ "lost_reason",
	  OF_ALL,
	  { "loss reason", "reason lost", "alasan kalah", "alasan gagal", "alasan hilang" } },
	{ "source", OF_ALL, { "lead source", "sumber", "sumber lead", "asal" } },
	{ "product", OF_ALL, { "product name", "produk", "nama produk", "barang", "nama barang" } },
	{ "created_on",
	  OF_ALL,
	  { "created", "created at", "created date", "create date", "date created", "dibuat",
	    "tanggal dibuat", "tanggal masuk" } },
	{ "code",
	  OF_ALL,
	  { "sku", "product code", "item code", "kode", "kode produk", "kode barang" } },
	{ "family", OF_ALL, { "category", "product category", "kategori", "golongan" } },
	{ "unit", OF_ALL, { "uom", "satuan" } },
	{ "price", OF_ALL, { "list price", "unit price", "harga", "harga jual", "harga satuan" } },
	{ "quantity", OF_ALL, { "qty", "jumlah", "kuantitas" } },
	{ "unit_price", OF_ALL, { "price", "harga", "harga satuan" } },
	{ "discount", OF_ALL, { "diskon", "potongan" } },
	{ "kind", OF_ALL, { "type", "activity type", "jenis", "tipe" } },
	{ "subject", OF_ALL, { "activity", "title", "judul", "perihal", "kegiatan" } },
	{ "due_at", OF_ALL, { "due", "due date", "deadline", "jatuh tempo", "tenggat" } },
	{ "done_at", OF_ALL, { "done", "done on", "completed", "selesai" } },
	{ "minutes", OF_ALL, { "duration", "durasi", "menit" } },
	{ "note", OF_ALL, { "notes", "remarks", "catatan", "keterangan" } },
	{ "contact", OF_ALL, { "contact name", "contact person", "kontak", "nama kontak" } },
	{ "role", OF_ALL, { "peran" } },
	{ "team", OF_ALL, { "tim" } },
	{ "manager", OF_ALL, { "manajer", "atasan" } },
};

static bool says(const struct meaning *meaning, str header)
{
	for (size_t i = 0; i < MOST_WORDS && meaning->words[i]; i++)
		if (str_is(header, meaning->words[i]))
			return true;
	return false;
}

/* A field of the organisation's own, by the name that people read; `doc` of its column is that. */
static int own_field(struct ctx *cx, const struct columns *columns, str header)
{
	for (int i = 0; i < columns->count; i++)
		if (columns->list[i].special == COLUMN_CUSTOM &&
		    str_eq(header, header_normal(cx->arena, str_from(columns->list[i].doc))))
			return i;
	return -1;
}

int header_meant(struct ctx *cx, const struct kind *kind, const struct columns *columns, str header)
{
	int place = own_field(cx, columns, header);

	for (size_t i = 0; place < 0 && i < COUNT_OF(meanings); i++)
		if (meanings[i].kinds & OF(kind_id(kind)) && says(&meanings[i], header))
			place = column_named(columns, str_from(meanings[i].column));
	return place;
}
