#ifndef BIZCLIMATE_CREADSTAT_SHIM_H
#define BIZCLIMATE_CREADSTAT_SHIM_H

#include <readstat.h>

/* Values arrive one call a cell: these read a value's fields without a call into the library. */

static inline int bizclimate_readstat_index(const readstat_variable_t *variable) { return variable->index; }

static inline int bizclimate_readstat_is_text(readstat_value_t value) {
  return value.type == READSTAT_TYPE_STRING || value.type == READSTAT_TYPE_STRING_REF;
}

static inline const char *bizclimate_readstat_text(readstat_value_t value) {
  return bizclimate_readstat_is_text(value) ? value.v.string_value : NULL;
}

/** The letter of a tagged missing value; 0 for others. */
static inline char bizclimate_readstat_tag(readstat_value_t value) {
  return value.is_tagged_missing ? value.tag : 0;
}

/** The number; not a number where the value is missing. */
static inline double bizclimate_readstat_number(readstat_value_t value) {
  if (value.is_system_missing || value.is_tagged_missing) return NAN;
  switch (value.type) {
    case READSTAT_TYPE_DOUBLE: return value.v.double_value;
    case READSTAT_TYPE_INT8: return value.v.i8_value;
    case READSTAT_TYPE_INT16: return value.v.i16_value;
    case READSTAT_TYPE_INT32: return value.v.i32_value;
    case READSTAT_TYPE_FLOAT: return value.v.float_value;
    default: return NAN;
  }
}

#endif
