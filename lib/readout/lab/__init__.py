"""What one looks at and puts right by hand in JupyterLab: widgets over objects that show themselves without any.

The door `readout` leads here, and `readout_app.form` imports it; it may import all of the library, and ipywidgets and
itables when they are there.
"""
