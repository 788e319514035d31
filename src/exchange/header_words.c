/* The words for columns that spreadsheets have in English and Indonesian. Headers of other programs' exports
 * are presets (preset.c); how a header is taken: map.c. */
#include "exchange/header_words.h"

#include "exchange/map.h"

enum { MOST_WORDS = 30 };

#define OF(id) (1U << (id))
#define OF_PEOPLE (OF(KIND_CONTACTS) | OF(KIND_LEADS) | OF(KIND_USERS))
#define OF_ALL (OF(KIND_COUNT) - 1)
#define WEAKLY OF(KIND_COUNT) /* where no other header of the file says this column */

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
	{ "external_id",
	  OF(KIND_DEALS),
	  { "deal id", "deal number", "opportunity id", "opportunity number", "id deal",
	    "nomor deal" } },
	{ "external_id",
	  OF(KIND_COMPANIES),
	  { "account id", "account number", "company id", "customer id", "customer number",
	    "id pelanggan", "nomor pelanggan", "kode pelanggan" } },
	{ "external_id", OF(KIND_CONTACTS), { "contact id", "person id", "id kontak" } },
	{ "external_id", OF(KIND_LEADS), { "lead id", "prospect id", "id lead" } },
	{ "external_id", OF(KIND_PRODUCTS), { "product id", "item id", "id produk" } },
	{ "external_id",
	  OF(KIND_USERS),
	  { "user id", "employee id", "agent id", "id karyawan", "nik" } },
	{ "name",
	  OF(KIND_COMPANIES),
	  { "company",      "company name",    "organisation",  "organization",   "account",
	    "account name", "customer",        "customer name", "client",         "nama",
	    "perusahaan",   "nama perusahaan", "pelanggan",     "nama pelanggan", "klien",
	    "instansi",     "nama instansi",   "business",      "business name",  "nama usaha" } },
	{ "name",
	  OF(KIND_USERS),
	  { "sales agent", "agent", "agent name", "salesperson", "sales person", "sales rep",
	    "sales representative", "account manager", "account executive", "employee",
	    "employee name", "user", "user name", "karyawan", "nama karyawan", "nama sales",
	    "nama pengguna" } },
	{ "name",
	  OF_PEOPLE,
	  { "full name", "contact", "contact name", "contact person", "person", "lead", "lead name",
	    "prospect", "prospect name", "nama", "nama lengkap", "kontak", "nama kontak",
	    "nama lead", "nama prospek" } },
	/* Lists without names of people: better than none. */
	{ "name", OF(KIND_LEADS) | WEAKLY, { "lead number", "lead no", "nomor lead" } },
	{ "name",
	  OF(KIND_PRODUCTS),
	  { "product", "product name", "item", "item name", "nama", "produk", "nama produk",
	    "barang", "nama barang" } },
	{ "first_name", OF_ALL, { "given name", "nama depan" } },
	{ "last_name", OF_ALL, { "surname", "family name", "nama belakang" } },
	{ "company_name",
	  OF(KIND_LEADS),
	  { "company", "company / account", "organisation", "organization", "account", "customer",
	    "perusahaan", "nama perusahaan", "instansi" } },
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
	  { "phone number", "mobile",     "mobile phone", "telephone",     "whatsapp",
	    "telepon",      "no telepon", "no. telepon",  "nomor telepon", "telp",
	    "no telp",      "no. telp",   "hp",           "no hp",         "no. hp",
	    "nomor hp",     "no wa",      "no. wa",       "mobile number", "nomor wa" } },
	{ "domain", OF_ALL, { "website", "web site", "web", "situs", "situs web" } },
	{ "industry", OF_ALL, { "sector", "industri", "sektor", "bidang usaha" } },
	{ "address", OF_ALL, { "street", "street address", "alamat", "alamat lengkap" } },
	{ "city", OF_ALL, { "kota", "kota/kabupaten", "kabupaten/kota" } },
	{ "country", OF_ALL, { "negara", "country/region" } },
	{ "country", OF_ALL | WEAKLY, { "office location", "headquarters" } },
	{ "city", OF_ALL | WEAKLY, { "location", "lokasi" } },
	{ "employees", OF_ALL, { "number of employees", "karyawan", "jumlah karyawan" } },
	{ "revenue", OF_ALL, { "annual revenue", "pendapatan", "pendapatan tahunan", "omzet" } },
	{ "founded",
	  OF_ALL,
	  { "year founded", "year established", "established", "founded in", "tahun berdiri",
	    "tahun didirikan" } },
	{ "amount",
	  OF_ALL,
	  { "value", "deal value", "total", "total value", "nilai", "nilai deal", "nilai proyek",
	    "deal amount", "deal size", "contract value", "nilai kontrak", "jumlah", "harga",
	    "nominal" } },
	{ "won_amount",
	  OF(KIND_DEALS),
	  { "close value", "closed value", "closing value", "won value", "nilai closing",
	    "nilai menang" } },
	{ "currency", OF_ALL, { "mata uang" } },
	{ "stage",
	  OF_ALL,
	  { "deal stage", "pipeline stage", "sales stage", "opportunity stage", "to stage",
	    "new stage", "tahap", "tahapan", "ke tahap" } },
	{ "stage", OF(KIND_DEALS) | WEAKLY, { "status", "deal status" } },
	{ "owner", OF_ALL, { "deal owner",
			     "salesperson",
			     "sales person",
			     "sales rep",
			     "sales",
			     "assigned to",
			     "pemilik",
			     "penanggung jawab",
			     "pic",
			     "nama sales",
			     "sales agent",
			     "agent",
			     "sales representative",
			     "sales owner",
			     "account manager",
			     "account owner",
			     "company owner",
			     "contact owner",
			     "lead owner",
			     "opportunity owner" } },
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
	{ "created_on",
	  OF(KIND_DEALS) | OF(KIND_LEADS),
	  { "engage date", "engagement date", "open date", "opened", "opened on", "date opened",
	    "start date", "tanggal mulai", "tanggal buka" } },
	{ "code",
	  OF_ALL,
	  { "sku", "product code", "item code", "kode", "kode produk", "kode barang" } },
	{ "family",
	  OF_ALL,
	  { "category", "product category", "series", "product series", "product family",
	    "product line", "kategori", "golongan", "seri", "lini produk" } },
	{ "unit", OF_ALL, { "uom", "satuan" } },
	{ "price",
	  OF_ALL,
	  { "list price", "unit price", "sales price", "selling price", "retail price",
	    "product price", "harga", "harga jual", "harga satuan" } },
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
	{ "team", OF_ALL, { "tim", "nama tim", "sales team", "team name" } },
	{ "team",
	  OF(KIND_USERS) | WEAKLY,
	  { "regional office", "office", "region", "branch", "department", "division", "cabang",
	    "kantor", "kantor wilayah", "wilayah", "departemen", "divisi" } },
	{ "manager",
	  OF_ALL,
	  { "manager name", "sales manager", "supervisor", "team lead", "team leader", "reports to",
	    "manajer", "atasan", "nama manajer", "nama atasan" } },
	{ "deal_external_id",
	  OF(KIND_STAGE_HISTORY),
	  { "deal id", "opportunity id", "deal", "opportunity", "id deal" } },
	{ "entered_at",
	  OF(KIND_STAGE_HISTORY),
	  { "entered", "entered on", "date entered", "date entered stage", "moved at", "moved on",
	    "moved time", "changed at", "change date", "stage date", "masuk tahap",
	    "tanggal masuk tahap", "tanggal pindah", "waktu pindah" } },
	{ "user",
	  OF(KIND_STAGE_HISTORY),
	  { "moved by", "changed by", "dipindah oleh", "diubah oleh" } },
};

/* One day for both: when an open deal is to close, and when a closed one did. */
static const char *const closings[] = { "close date", "closing date", "tanggal tutup",
					"tanggal closing" };

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

int header_meant(struct ctx *cx, const struct header_asked *asked)
{
	int place = asked->weakly ? -1 : own_field(cx, asked->columns, asked->header);

	for (size_t i = 0; place < 0 && i < COUNT_OF(meanings); i++)
		if ((meanings[i].kinds & WEAKLY) == (asked->weakly ? WEAKLY : 0) &&
		    meanings[i].kinds & OF(kind_id(asked->kind)) &&
		    says(&meanings[i], asked->header))
			place = column_named(asked->columns, str_from(meanings[i].column));
	return place;
}

bool header_means_closing(str header)
{
	for (size_t i = 0; i < COUNT_OF(closings); i++)
		if (str_is(header, closings[i]))
			return true;
	return false;
}
