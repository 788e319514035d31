/* Cursors of lists: the sort value and id of the last row of a page, as letters that need no escaping
 * in a URL: "n..ID" (null), "i.NUMBER.ID", "t.HEX.ID", behind the name of the sort field. */
#include "record/list.h"

#include "base/hex.h"
#include "base/utf8.h"

/* PostgreSQL takes no other texts than UTF-8. */
static bool read_text(struct ctx *cx, str hex, str *text)
{
	return hex_read(cx->arena, hex, text) && utf8_is_valid(*text);
}

static const struct field *sort_field(const struct list_query *query)
{
	return query->sort[0].field;
}

enum rc cursor_write(struct ctx *cx, const struct list_query *query, const void *row, str *out)
{
	const struct field *field = sort_field(query);
	struct buf b = buf_new(cx->arena);

	buf_printf(&b, "%s.", field->name);
	if (!field_is_set(field, row)) {
		buf_text(&b, "n.");
	} else if (field->type->is_text) {
		buf_text(&b, "t.");
		hex_add(&b, field_get_str(field, row));
	} else {
		buf_text(&b, "i.");
		buf_int(&b, field_get_int(field, row));
	}
	buf_char(&b, '.');
	buf_int(&b, row_head_const(row)->id);
	*out = buf_str(&b);
	return buf_rc(&b);
}

static bool parse(struct ctx *cx, const struct list_query *query, str rest, struct cursor *out)
{
	str name, kind, value;

	if (!str_split(&rest, '.', &name) || !str_split(&rest, '.', &kind) ||
	    !str_split(&rest, '.', &value) || !str_is(name, sort_field(query)->name) ||
	    !str_to_int(rest, &out->id))
		return false;
	out->started = true;
	out->in_nulls = str_is(kind, "n");
	if (str_is(kind, "i"))
		return !filter_is_text(sort_field(query)) && str_to_int(value, &out->number);
	if (str_is(kind, "t"))
		return filter_is_text(sort_field(query)) && read_text(cx, value, &out->text);
	return out->in_nulls;
}

enum rc cursor_read(struct ctx *cx, const struct list_query *query, struct cursor *out)
{
	*out = (struct cursor){ .started = false };
	if (!str_is_set(query->cursor) || parse(cx, query, query->cursor, out))
		return OK;
	return fail_code(
		cx, "cursor", "format",
		"this cursor belongs to another list: give the `next` of the page before, with "
		"the same sort");
}
