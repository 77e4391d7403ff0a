"""What one looks at and puts right by hand in JupyterLab: widgets over objects that show themselves without any.

Only the door `readout` leads here; it may import all of the library, and ipywidgets and itables when they are there.
"""
