#ifndef BIZCLIMATE_CLIBXML2_SHIM_H
#define BIZCLIMATE_CLIBXML2_SHIM_H

// libxml2 built with ICU brings ICU's types, which clash with Foundation's.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlreader.h>

/// Frees memory that libxml2 handed out; `xmlFree` is a mutable global and so is not importable.
static inline void bizclimate_xml_free(void *pointer) {
  if (pointer != NULL) xmlFree(pointer);
}

static inline void bizclimate_xml_silent(void *context, const char *message, ...) {
  (void)context;
  (void)message;
}

/// Stops libxml2 writing to standard error; the structured handler reports every error.
static inline void bizclimate_xml_silence(void) {
  xmlSetGenericErrorFunc(NULL, bizclimate_xml_silent);
}

#endif
