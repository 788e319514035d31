/* Private to cli/: the row of each command, in the file of its name. */
#ifndef ALUR_CLI_COMMANDS_H
#define ALUR_CLI_COMMANDS_H

#include "cli/cli.h"

extern const struct command serve_cmd;
extern const struct command user_add_cmd;
extern const struct command user_list_cmd;
extern const struct command user_password_cmd;
extern const struct command user_link_cmd;
extern const struct command token_create_cmd;
extern const struct command token_list_cmd;
extern const struct command token_revoke_cmd;
extern const struct command backup_cmd;
extern const struct command restore_cmd;
extern const struct command check_cmd;
extern const struct command migrate_cmd;
extern const struct command demo_cmd;
extern const struct command import_cmd, import_list_cmd, import_undo_cmd;
extern const struct command export_cmd;
extern const struct command openapi_cmd;
extern const struct command version_cmd;
extern const struct command help_cmd;

#endif
