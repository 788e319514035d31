/* Keys of exported rows. */
#include "exchange/row_key.h"

#include "record/record.h"

static const str prefix = STR_INIT("alur-");

void row_key_print(struct buf *out, const struct row *row)
{
	buf_add(out, prefix);
	buf_int(out, row->id);
	buf_char(out, '-');
	buf_int(out, row->created_at);
}

static bool parse(str text, int64_t *id, int64_t *created_at)
{
	str rest = str_sub(text, prefix.len, text.len);
	str first;

	return str_starts(text, prefix) && str_split(&rest, '-', &first) && str_to_int(first, id) &&
	       str_to_int(rest, created_at);
}

enum rc row_key_find(struct ctx *cx, const struct entity *entity, str text, void *row, bool *found)
{
	int64_t id, created_at;
	enum rc rc;

	*found = false;
	if (!parse(text, &id, &created_at))
		return OK;
	rc = record_load(cx, entity, id, row);
	if (rc == E_MISSING) {
		ctx_clear_failure(cx);
		return OK;
	}
	TRY(rc);
	*found = ((const struct row *)row)->created_at == created_at;
	return OK;
}
