// Fixed-signature doors to libcurl's variadic calls, which Swift cannot import.
#ifndef CCURL_SHIM_H
#define CCURL_SHIM_H
#include <curl/curl.h>

typedef size_t (*ccurl_data_fn)(char *, size_t, size_t, void *);
typedef int (*ccurl_prereq_fn)(void *, char *, char *, int, int);
typedef curl_socket_t (*ccurl_opensocket_fn)(void *, curlsocktype, struct curl_sockaddr *);
typedef int (*ccurl_debug_fn)(CURL *, curl_infotype, char *, size_t, void *);

// Defined by macros that Swift does not import, or imports with a type of no use.
static const size_t ccurl_pause_writing = CURL_WRITEFUNC_PAUSE;
static const size_t ccurl_read_abort = CURL_READFUNC_ABORT;
static const size_t ccurl_pause_reading = CURL_READFUNC_PAUSE;
static const int ccurl_prereq_ok = CURL_PREREQFUNC_OK;
static const int ccurl_prereq_abort = CURL_PREREQFUNC_ABORT;
static const size_t ccurl_error_size = CURL_ERROR_SIZE;
static const curl_socket_t ccurl_bad_socket = CURL_SOCKET_BAD;

static inline CURLcode ccurl_set_long(CURL *e, CURLoption o, long v) { return curl_easy_setopt(e, o, v); }
static inline CURLcode ccurl_set_off(CURL *e, CURLoption o, curl_off_t v) { return curl_easy_setopt(e, o, v); }
static inline CURLcode ccurl_set_string(CURL *e, CURLoption o, const char *v) { return curl_easy_setopt(e, o, v); }
static inline CURLcode ccurl_set_pointer(CURL *e, CURLoption o, void *v) { return curl_easy_setopt(e, o, v); }
static inline CURLcode ccurl_set_list(CURL *e, CURLoption o, struct curl_slist *v) { return curl_easy_setopt(e, o, v); }
static inline CURLcode ccurl_set_function(CURL *e, CURLoption o, ccurl_data_fn f) { return curl_easy_setopt(e, o, f); }
static inline CURLcode ccurl_set_prereq(CURL *e, CURLoption o, ccurl_prereq_fn f) { return curl_easy_setopt(e, o, f); }
static inline CURLcode ccurl_set_opensocket(CURL *e, CURLoption o, ccurl_opensocket_fn f) { return curl_easy_setopt(e, o, f); }
static inline CURLcode ccurl_set_debug(CURL *e, CURLoption o, ccurl_debug_fn f) { return curl_easy_setopt(e, o, f); }
static inline CURLcode ccurl_get_long(CURL *e, CURLINFO i, long *v) { return curl_easy_getinfo(e, i, v); }
static inline CURLcode ccurl_get_string(CURL *e, CURLINFO i, const char **v) { return curl_easy_getinfo(e, i, v); }
static inline CURLMcode ccurl_multi_set_long(CURLM *m, CURLMoption o, long v) { return curl_multi_setopt(m, o, v); }
#endif
