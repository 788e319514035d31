/* Keys of exported rows. */
#include "exchange/row_key.h"

#include "record/record.h"

static const str prefix = STR_INIT(ROW_KEY_PREFIX);

void row_key_print(struct buf *out, const struct row *row)
{
	buf_add(out, prefix);
	buf_int(out, row->id);
	buf_char(out, '-');
	buf_int(out, row->created_at);
}

static bool parse(str key, int64_t *id, int64_t *created_at)
{
	str rest = str_sub(key, prefix.len, key.len);
	str first;

	return str_starts(key, prefix) && str_split(&rest, '-', &first) && str_to_int(first, id) &&
	       str_to_int(rest, created_at);
}

bool row_key_split(str text, str *key, str *name)
{
	int64_t id, created_at;
	str rest = str_trim(text);

	if (!str_starts(rest, prefix) || !str_split(&rest, ' ', key) ||
	    !parse(*key, &id, &created_at))
		return false;
	*name = str_trim(rest);
	return true;
}

enum rc row_key_find(struct ctx *cx, const struct entity *entity, str text, void *row, bool *found)
{
	int64_t id, created_at;
	str key, name;

	*found = false;
	if (!row_key_split(text, &key, &name) || !parse(key, &id, &created_at))
		return OK;
	TRY(record_load_if_there(cx, entity, id, row, found));
	if (*found && ((const struct row *)row)->created_at == created_at)
		return OK;
	*found = false;
	TRY(import_key_find(cx, entity, key, &id));
	return id != 0 ? record_load_if_there(cx, entity, id, row, found) : OK;
}
