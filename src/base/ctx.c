/* The error of a request: one detail, and an error for each field, in the caller's language. */
#include "base/ctx.h"

#include "base/buf.h"

#include <string.h>

static str words(const struct ctx *cx, const char *format, va_list args)
{
	struct buf b = buf_new(cx->arena);

	/* The catalogue holds formats with the same directives; tests/arch checks each pair. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	buf_vprintf(&b, catalogue_find(cx->catalogue, format), args);
#pragma GCC diagnostic pop
	return buf_str(&b);
}

enum rc fail(struct ctx *cx, enum rc rc, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	cx->failure.rc = rc;
	cx->failure.detail = words(cx, format, args);
	va_end(args);
	return rc;
}

static enum rc add_field_error(struct ctx *cx, const char *field, const char *code, str message)
{
	struct failure *failure = &cx->failure;

	if (failure->error_count < MAX_FIELD_ERRORS)
		failure->errors[failure->error_count++] = (struct field_error){
			.field = arena_str(cx->arena, str_from(field)),
			.code = code,
			.message = message,
		};
	return failure->rc;
}

enum rc fail_field(struct ctx *cx, enum rc rc, const char *field, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	cx->failure.rc = rc;
	add_field_error(cx, field, rc_name(rc), words(cx, format, args));
	va_end(args);
	return rc;
}

enum rc fail_code(struct ctx *cx, const char *field, const char *code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	cx->failure.rc = E_INVALID;
	add_field_error(cx, field, code, words(cx, format, args));
	va_end(args);
	return E_INVALID;
}

enum rc fail_memory(struct ctx *cx)
{
	cx->failure.rc = E_MEMORY;
	cx->failure.detail = str_from(tr(cx, "this request needs more memory than is allowed"));
	return E_MEMORY;
}

const char *tr(const struct ctx *cx, const char *english)
{
	return catalogue_find(cx->catalogue, english);
}

str tr_text(const struct ctx *cx, const char *english, ...)
{
	va_list args;
	str text;

	va_start(args, english);
	text = words(cx, english, args);
	va_end(args);
	return text;
}

void ctx_clear_failure(struct ctx *cx)
{
	cx->failure.rc = OK;
	cx->failure.detail = (str){ NULL, 0 };
	cx->failure.error_count = 0;
	cx->failure.retry_after_s = 0;
}

str failure_line(struct ctx *cx)
{
	const struct failure *failure = &cx->failure;
	struct buf line = buf_new(cx->arena);

	buf_add(&line, failure->detail);
	for (int i = 0; i < failure->error_count; i++)
		buf_printf(&line, "%s%.*s: %.*s", line.len > 0 ? "; " : "",
			   STR_ARG(failure->errors[i].field), STR_ARG(failure->errors[i].message));
	if (line.len == 0 || buf_rc(&line) != OK)
		return str_from(rc_name(failure->rc));
	return buf_str(&line);
}

void ctx_keep_failure(struct ctx *cx, struct arena *arena)
{
	struct failure *failure = &cx->failure;

	failure->detail = arena_str(arena, failure->detail);
	for (int i = 0; i < failure->error_count; i++) {
		failure->errors[i].field = arena_str(arena, failure->errors[i].field);
		failure->errors[i].message = arena_str(arena, failure->errors[i].message);
	}
}

void ctx_prefix_fields(struct ctx *cx, str prefix)
{
	for (int i = 0; i < cx->failure.error_count; i++) {
		struct field_error *error = &cx->failure.errors[i];

		error->field =
			str_printf(cx->arena, "%.*s%.*s", STR_ARG(prefix), STR_ARG(error->field));
	}
}

enum rc ctx_alloc(struct ctx *cx, size_t size, void *out_pointer)
{
	void *memory = arena_alloc(cx->arena, size);

	if (!memory)
		return fail_memory(cx);
	memcpy(out_pointer, &memory, sizeof memory);
	return OK;
}
