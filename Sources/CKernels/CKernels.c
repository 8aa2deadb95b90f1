// The kernels are header-only; this file makes the module a C target.
#include "CKernels.h"
