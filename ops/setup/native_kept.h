/* Reading members of records and names of modules as the interpreter does: what was found is kept at each place.
 *
 * mypyc asks Python anew each time it reads an attribute of an object that it did not compile, and each time it reads
 * a name of a module. Python's own interpreter keeps at each place where the last answer was found, and whether it
 * still stands (PEP 659). So does this. What holds an answer up is Python's own: a type's version tag changes with
 * every change of the type or of one that it inherits from, a dictionary's with every change of it, and neither is
 * ever given twice. Where there is no such tag, or the answer is of another kind, Python is asked as before.
 */
#ifndef FIRSTBELL_NATIVE_KEPT_H
#define FIRSTBELL_NATIVE_KEPT_H

#include <Python.h>
#include <stdint.h>
#include <structmember.h>
#include <CPy.h>

#if PY_VERSION_HEX < 0x030E0000 && !defined(Py_GIL_DISABLED)

/* Where the last type that was met here holds the member that is read here. Version 0 is no type's. */
typedef struct {
    unsigned int version;
    Py_ssize_t offset;
} KeptMember;

static CPy_NOINLINE PyObject *kept_member_anew(PyObject *of, PyObject *name, KeptMember *kept)
{
    PyTypeObject *type = Py_TYPE(of);
    if (type->tp_getattro == PyObject_GenericGetAttr) {
        PyObject *found = _PyType_Lookup(type, name); /* borrowed; gives the type a version tag, while there are any */
        if (found != NULL && Py_IS_TYPE(found, &PyMemberDescr_Type)) {
            PyMemberDef *member = ((PyMemberDescrObject *)found)->d_member;
            if (member->type == T_OBJECT_EX && (member->flags & ~READONLY) == 0
                && PyType_IsSubtype(type, ((PyDescrObject *)found)->d_type)) {
                kept->version = type->tp_version_tag;
                kept->offset = member->offset;
            }
        }
    }
    return PyObject_GetAttr(of, name);
}

static inline PyObject *kept_member(PyObject *of, PyObject *name, KeptMember *kept)
{
    if (likely(Py_TYPE(of)->tp_version_tag == kept->version) && likely(kept->version != 0)) {
        PyObject *value = *(PyObject **)((char *)of + kept->offset);
        if (likely(value != NULL)) {
            return Py_NewRef(value);
        }
    }
    return kept_member_anew(of, name, kept);
}

#define KEPT_MEMBER(of, name) ({ static KeptMember kept; kept_member(of, name, &kept); })

#else
#define KEPT_MEMBER(of, name) CPyObject_GetAttr(of, name)
#endif

#if PY_VERSION_HEX < 0x030C0000

/* What a module's dictionary held under the name that is read here, when it was as the version says. The dictionary
 * holds the value as long as it is of that version. */
typedef struct {
    uint64_t version;
    PyObject *value;
} KeptName;

static CPy_NOINLINE PyObject *kept_name_anew(PyObject *names, PyObject *name, KeptName *kept)
{
    PyObject *value = CPyDict_GetItem(names, name);
    if (value != NULL && PyDict_CheckExact(names)) {
        kept->version = ((PyDictObject *)names)->ma_version_tag;
        kept->value = value;
    }
    return value;
}

static inline PyObject *kept_name(PyObject *names, PyObject *name, KeptName *kept)
{
    if (likely(((PyDictObject *)names)->ma_version_tag == kept->version) && likely(kept->value != NULL)) {
        return Py_NewRef(kept->value);
    }
    return kept_name_anew(names, name, kept);
}

#define KEPT_NAME(names, name) ({ static KeptName kept; kept_name(names, name, &kept); })

#else
#define KEPT_NAME(names, name) CPyDict_GetItem(names, name)
#endif

#endif
