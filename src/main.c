/* Alur: builds the program's state and hands argv to the table of commands (cli/commands.c). */
#include "cli/cli.h"

int main(int argc, char **argv)
{
	struct app app = { 0 };

	return command_line(&app, argc, argv);
}
