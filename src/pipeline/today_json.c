/* The items of a day as JSON, each with the reason why it is there in the caller's language. */
#include "pipeline/today_rows.h"

#include "codec/json_out.h"
#include "entity/entities.h"
#include "pipeline/text_fill.h"
#include "record/record.h"

const char *const today_kind_names[TODAY_KINDS + 1] = {
	"overdue", "due", "revived", "new_lead", "plan_ended", "no_next_step", NULL,
};

/* The rows of one item; NULL: none, or not to be seen. */
struct shown {
	const struct today_items *items;
	const struct today_item *item;
	const struct activity *activity;
	const struct deal *deal;
	const struct lead *lead;
	const struct contact *contact;
	const struct enrollment *plan;
};

static struct shown shown_at(const struct today_items *items, size_t at)
{
	const struct today_item *item = &items->list[at];

	return (struct shown){
		.items = items,
		.item = item,
		.activity = row_by_id(&items->activities, item->activity_id),
		.deal = row_by_id(&items->deals, item->deal_id),
		.lead = row_by_id(&items->leads, item->lead_id),
		.contact = row_by_id(&items->contacts, item->contact_id),
		.plan = row_by_id(&items->enrollments, item->enrollment_id),
	};
}

/* --- rows ------------------------------------------------------------------------------------------------ */

static void write_fields(struct json_out *out, const struct entity *entity, const void *row,
			 const char *const *names)
{
	for (; *names; names++) {
		json_key(out, *names);
		field_to_json(out, entity_field(entity, str_from(*names)), row);
	}
}

static void write_activity(struct ctx *cx, struct json_out *out, const struct activity *activity)
{
	json_key(out, "activity");
	if (activity)
		record_to_json(cx, out, &activity_entity, activity);
	else
		json_none(out);
}

static void write_deal(struct json_out *out, const struct shown *shown)
{
	static const char *const fields[] = { "id",       "title",          "amount",
					      "currency", "expected_close", "revision",
					      NULL };
	const struct deal *deal = shown->deal;

	json_key(out, "deal");
	if (!deal) {
		json_none(out);
		return;
	}
	json_object_begin(out);
	write_fields(out, &deal_entity, deal, fields);
	card_name_write(out, "stage", &shown->items->stages, deal->stage_id);
	card_name_write(out, "company", &shown->items->companies, deal->company_id);
	json_object_end(out);
}

static void write_lead(struct json_out *out, const struct lead *lead)
{
	static const char *const fields[] = { "id",        "name",       "company_name",
					      "lifecycle", "created_at", "revision",
					      NULL };

	json_key(out, "lead");
	if (!lead) {
		json_none(out);
		return;
	}
	json_object_begin(out);
	write_fields(out, &lead_entity, lead, fields);
	json_object_end(out);
}

/* --- whom to talk to --------------------------------------------------------------------------------------- */

/* A WhatsApp step has its text ready in its link. */
static str message_of(const struct activity *activity)
{
	bool is_message = activity && activity->kind == ACTIVITY_WHATSAPP;

	return is_message ? activity->note : (str){ NULL, 0 };
}

static void write_person(struct ctx *cx, struct json_out *out, const struct shown *shown,
			 const struct contact *person)
{
	json_object_begin(out);
	json_key(out, "id");
	if (person->row.id != 0)
		json_int(out, person->row.id);
	else
		json_none(out);
	json_key(out, "name");
	json_str(out, person->name);
	json_key(out, "phone");
	json_str(out, person->phone);
	json_key(out, "email");
	json_str(out, person->email);
	json_key(out, "whatsapp");
	json_str(out, whatsapp_link(cx->arena, person->phone, message_of(shown->activity)));
	json_object_end(out);
}

/* A contact, or the lead itself, which is no contact yet. */
static void write_contact(struct ctx *cx, struct json_out *out, const struct shown *shown)
{
	const struct lead *lead = shown->lead;

	json_key(out, "contact");
	if (shown->contact)
		write_person(cx, out, shown, shown->contact);
	else if (lead)
		write_person(cx, out, shown,
			     &(struct contact){ .name = lead->name,
						.phone = lead->phone,
						.email = lead->email });
	else
		json_none(out);
}

/* --- why --------------------------------------------------------------------------------------------------- */

static str why_plan(const struct ctx *cx, const struct enrollment *plan, str name)
{
	if (plan->state == ENROLLMENT_ACTIVE)
		return tr_text(cx, "the planned step of \"%.*s\" has no day", STR_ARG(name));
	if (plan->state == ENROLLMENT_FINISHED)
		return tr_text(cx, "the plan \"%.*s\" is finished: decide what comes next",
			       STR_ARG(name));
	if (plan->stop_reason == STOP_REPLY)
		return tr_text(cx, "there is an answer to \"%.*s\": decide what comes next",
			       STR_ARG(name));
	return tr_text(cx, "the plan \"%.*s\" was stopped: decide what comes next", STR_ARG(name));
}

static str why(const struct ctx *cx, const struct shown *shown)
{
	const struct enrollment *plan = shown->plan;
	const struct card_name *name =
		plan ? card_names_find(&shown->items->cadences, plan->cadence_id) : NULL;

	switch (shown->item->kind) {
	case TODAY_OVERDUE:
		return tr_text(cx, "it was planned for an earlier day");
	case TODAY_DUE:
		return tr_text(cx, "it is planned for this day");
	case TODAY_REVIVED:
		return tr_text(cx, "it was put aside until now");
	case TODAY_NEW_LEAD:
		return tr_text(cx, "nobody has been in touch yet");
	case TODAY_PLAN_ENDED:
		return plan && name ? why_plan(cx, plan, name->name)
				    : tr_text(cx, "nothing is planned");
	case TODAY_NO_NEXT_STEP:
	case TODAY_KINDS:
		break;
	}
	return tr_text(cx, "nothing is planned");
}

static int64_t since(const struct shown *shown)
{
	if (shown->activity)
		return shown->activity->due_at;
	if (shown->plan)
		return shown->plan->ended_at;
	return shown->lead ? shown->lead->row.created_at : UNSET;
}

static void write_plan(struct json_out *out, const struct shown *shown)
{
	static const char *const fields[] = { "id", "step", "state", "stop_reason", NULL };
	const struct enrollment *plan = shown->plan;

	json_key(out, "plan");
	if (!plan) {
		json_none(out);
		return;
	}
	json_object_begin(out);
	write_fields(out, &enrollment_entity, plan, fields);
	card_name_write(out, "cadence", &shown->items->cadences, plan->cadence_id);
	json_object_end(out);
}

/* --- items ------------------------------------------------------------------------------------------------- */

static void write_about(struct ctx *cx, struct json_out *out, const struct shown *shown)
{
	write_activity(cx, out, shown->activity);
	write_deal(out, shown);
	write_lead(out, shown->lead);
	write_contact(cx, out, shown);
}

void today_write_item(struct ctx *cx, struct json_out *out, const struct today_items *items,
		      size_t at)
{
	struct shown shown = shown_at(items, at);
	int64_t begin = since(&shown);

	json_object_begin(out);
	json_key(out, "kind");
	json_str(out, str_from(today_kind_names[shown.item->kind]));
	json_key(out, "why");
	json_str(out, why(cx, &shown));
	json_key(out, "since");
	if (begin == UNSET)
		json_none(out);
	else
		json_instant(out, begin);
	write_about(cx, out, &shown);
	write_plan(out, &shown);
	json_object_end(out);
}

void today_write_planned(struct ctx *cx, struct json_out *out, const struct today_items *items,
			 size_t at)
{
	struct shown shown = shown_at(items, at);

	json_object_begin(out);
	write_about(cx, out, &shown);
	json_object_end(out);
}
