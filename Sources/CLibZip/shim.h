#ifndef BIZCLIMATE_CLIBZIP_SHIM_H
#define BIZCLIMATE_CLIBZIP_SHIM_H
#include <zip.h>
#endif
