#include "app/cli.h"

int main(int argc, char** argv) { return bridge::app::run(argc, argv); }
