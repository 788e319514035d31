/* Stages and pipelines among the names: by id, by kind, by the words for won and lost. */
#include "exchange/names.h"

#include "entity/entities.h"

const struct name_entry *names_by_id(const struct names *names, enum name_space space, int64_t id)
{
	for (size_t i = 0; i < names->count; i++)
		if (names->entries[i].space == space && names->entries[i].id == id)
			return &names->entries[i];
	return NULL;
}

const struct name_entry *names_stage_of_kind(const struct names *names, int64_t pipeline_id,
					     int64_t kind)
{
	const struct name_entry *first = NULL;

	for (size_t i = 0; i < names->count; i++) {
		const struct name_entry *entry = &names->entries[i];

		if (entry->space == SPACE_STAGE && entry->parent_id == pipeline_id &&
		    entry->kind == kind && (!first || entry->position < first->position))
			first = entry;
	}
	return first;
}

enum rc names_stage(struct ctx *cx, struct names *names, const struct name_asked *asked,
		    const struct name_entry **stage)
{
	struct name_asked named = *asked;
	int64_t id;
	int64_t kind;

	*stage = NULL;
	TRY(names_by_key(cx, &named, &id));
	kind = named.kind != STAGE_OPEN ? named.kind
					: stage_kind_named(name_fold(cx->arena, named.text));
	if (id == 0 && kind != STAGE_OPEN) {
		TRY(names_look(cx, names, &named, &id));
		if (id == 0)
			*stage = names_stage_of_kind(names, named.parent_id, kind);
	}
	if (*stage)
		return OK;
	if (id == 0)
		TRY(names_resolve(cx, names, &named, &id));
	*stage = names_by_id(names, SPACE_STAGE, id);
	return *stage ? OK : names_unknown(cx, names, &named);
}

int64_t names_first_pipeline(const struct names *names)
{
	const struct name_entry *first = NULL;

	for (size_t i = 0; i < names->count; i++) {
		const struct name_entry *entry = &names->entries[i];

		if (entry->space == SPACE_PIPELINE && (!first || entry->position < first->position))
			first = entry;
	}
	return first ? first->id : 0;
}
