/* The table of commands: one line each, in the order in which help shows them. */
#include "cli/commands.h"

/* clang-format off */
const struct command *const commands[] = {
	&serve_cmd,
	&user_add_cmd,
	&user_list_cmd,
	&user_password_cmd,
	&user_link_cmd,
	&token_create_cmd,
	&token_list_cmd,
	&token_revoke_cmd,
	&demo_cmd,
	&import_cmd,
	&import_list_cmd,
	&import_undo_cmd,
	&export_cmd,
	&backup_cmd,
	&restore_cmd,
	&check_cmd,
	&migrate_cmd,
	&openapi_cmd,
	&version_cmd,
	&help_cmd,
};
/* clang-format on */

const size_t command_count = COUNT_OF(commands);
