#ifndef BIZCLIMATE_CSQLITE_SHIM_H
#define BIZCLIMATE_CSQLITE_SHIM_H
#include <sqlite3.h>
#endif
