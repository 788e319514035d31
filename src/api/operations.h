/* Private to api/: handlers of operations, and the parts of them that batches share. */
#ifndef ALUR_API_OPERATIONS_H
#define ALUR_API_OPERATIONS_H

#include "api/resource.h"

/* deal_api.c: reads the body of a move and makes it. */
MUST_USE enum rc operation_move(struct ctx *cx, int64_t deal_id, const struct json_in *body,
				struct deal *deal);

/* cadence_api.c: puts a lead or deal into the plan that the body names, and reads it again. */
MUST_USE enum rc operation_enroll(struct ctx *cx, const struct entity *subject, int64_t id,
				  const struct json_in *body, void *row);

http_handler deal_move_api;
http_handler lead_qualify_api, lead_disqualify_api, lead_reopen_api, lead_convert_api,
	lead_unconvert_api;
http_handler cadence_enroll_api, enrollment_stop_api, enrollment_skip_api, today_api;
http_handler company_merge_api, contact_merge_api, lead_merge_api, duplicates_api,
	draft_duplicates_api, visible_to_api;
http_handler deal_hygiene_api, idle_limits_api, waterfall_api, review_api, review_decide_api;
http_handler insight_api;
http_handler stage_retire_api, stage_merge_api, stage_order_api;
http_handler pipeline_from_template_api, pipeline_import_api, pipeline_export_api, templates_api,
	board_api, measures_api;
http_handler session_get_api, session_sign_in_api, session_sign_in_prepare, session_sign_out_api,
	session_password_prepare, session_password_api, session_profile_api;
http_handler sessions_api, sessions_end_api, rights_api;
http_handler token_create_api, user_link_api;
http_handler demo_prepare, demo_load_api, demo_get_api, demo_remove_api;
http_handler deal_attachment_prepare, lead_attachment_prepare, company_attachment_prepare,
	contact_attachment_prepare, attachment_create_api, attachment_content_api;
http_handler import_prepare, import_create_api, import_preview_api, import_file_api, imports_api,
	import_get_api, import_rejects_api, import_undo_api, export_api;
http_handler form_get_api, form_send_api, form_send_prepare, form_thanks_api, form_style_api;
http_handler undo_api, search_api, event_stream_api;
http_handler healthz_api, readyz_api, metrics_api, openapi_api, docs_api, docs_script_api,
	docs_style_api;

#endif
